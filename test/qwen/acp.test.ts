import { say } from '../modelEndpoint/replies.ts';
import { describeBackendContract } from '../contract/backendContract.ts';
import { describeModelContract } from '../contract/modelContract.ts';
import { startBench } from './harness.ts';

describeModelContract('acp');
describe('qwen, acp', function () {
  this.timeout(60_000);
  describeBackendContract('qwen, acp', () => startBench(() => say('Fine.'), { transport: 'acp' }));
});

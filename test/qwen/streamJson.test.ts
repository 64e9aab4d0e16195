import { say } from '../modelEndpoint/replies.ts';
import { describeBackendContract } from '../contract/backendContract.ts';
import { describeModelContract } from '../contract/modelContract.ts';
import { startBench } from './harness.ts';

describeModelContract('stream-json');
describe('qwen, stream-json', function () {
  this.timeout(60_000);
  describeBackendContract('qwen, stream-json', () => startBench(() => say('Fine.'), { transport: 'stream-json' }));
});

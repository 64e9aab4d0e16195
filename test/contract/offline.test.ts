import { createOfflineBackend } from '../../src/backends/offline/offlineBackend.ts';
import { anyStep } from '../qwen/harness.ts';
import { describeBackendContract } from './backendContract.ts';

let opened = 0;
describeBackendContract('offline', async () => {
  const backend = createOfflineBackend();
  return {
    backend,
    open: (signal) => {
      const options = { step: anyStep, workspace: '/', idempotencyKey: `key-${opened++}` };
      return backend.openSession(options, signal ?? new AbortController().signal);
    },
    close: () => backend.dispose(),
  };
});

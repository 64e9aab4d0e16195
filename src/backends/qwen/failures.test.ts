import assert from 'node:assert/strict';
import { codeOfStatus, errorOfExit, errorOfFailure, errorOfText, failureIdIn, failureMark } from './failures.ts';

describe('failures', () => {
  it('finds its own mark inside the text that qwen makes of it', () => {
    assert.equal(failureIdIn(`[API Error: 400 ${failureMark(17)}]`), 17);
    assert.equal(failureIdIn('[API Error: 400 something else]'), null);
  });

  const statuses = [
    [400, 'model_request_rejected'],
    [401, 'model_auth'],
    [403, 'model_auth'],
    [404, 'model_request_rejected'],
    [408, 'model_server_error'],
    [413, 'model_request_rejected'],
    [429, 'model_rate_limited'],
    [500, 'model_server_error'],
    [503, 'model_server_error'],
    [529, 'model_server_error'],
  ] as const;
  for (const [status, code] of statuses) {
    it(`reads status ${status} as ${code}`, () => assert.equal(codeOfStatus(status), code));
  }

  // Texts as qwen 0.24.4 prints them.
  const texts = [
    ['[API Error: 401 Unauthorized]', 'model_auth'],
    ['[API Error: 503 overloaded]', 'model_server_error'],
    ['[API Error: Model stream ended with empty response text.]', 'model_empty_answer'],
    ['[API Error: Model stream ended without a finish reason.]', 'model_empty_answer'],
    ['[API Error: Model response leaked thinking tags]', 'model_empty_answer'],
    ['Loop detection halted the run.', 'model_loop'],
    ['Tool-call loop protection stopped this turn. The session is still available.', 'model_loop'],
    ['Run aborted: wall-clock budget of 5s exceeded (--max-wall-time).', 'budget_exhausted'],
    ['[API Error: terminated]', 'model_stream_cut'],
    ['[API Error: Connection error. (cause: fetch failed)]', 'agent_lost'],
    ['something nobody has seen', 'agent_protocol'],
  ] as const;
  for (const [text, code] of texts) {
    it(`reads "${text}" as ${code}`, () => assert.equal(errorOfText(text).code, code));
  }

  it('does not read a status out of the middle of a text', () => {
    assert.equal(errorOfText('the file mentions 401 and 429').code, 'agent_protocol');
  });

  it('reads the exit codes of a used-up budget', () => {
    assert.equal(errorOfExit(53, null).code, 'budget_exhausted');
    assert.equal(errorOfExit(55, null).code, 'budget_exhausted');
    assert.equal(errorOfExit(1, null).code, 'agent_lost');
    assert.match(errorOfExit(null, 'SIGKILL').message, /SIGKILL/);
  });

  it('names every kind of failure record', () => {
    const where = 'http://127.0.0.1/v1';
    assert.equal(errorOfFailure({ kind: 'unreachable', code: 'ECONNREFUSED' }, where).code, 'endpoint_unreachable');
    assert.equal(errorOfFailure({ kind: 'cut' }, where).code, 'model_stream_cut');
    assert.equal(errorOfFailure({ kind: 'foreign', contentType: 'text/html' }, where).code, 'model_request_rejected');
    assert.equal(errorOfFailure({ kind: 'tools', names: ['edit'] }, where).code, 'readonly_unproven');
    const limited = errorOfFailure({ kind: 'status', status: 429, message: '', retryAfterMs: 9 }, where);
    assert.deepEqual([limited.code, limited.retryAfterMs, limited.where], ['model_rate_limited', 9, where]);
  });
});

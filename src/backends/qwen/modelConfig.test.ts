import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BooError } from '../../protocol/errors.ts';
import { readModelConfig } from './modelConfig.ts';

function withHome(files: Record<string, string>, test: (home: string) => void): void {
  const home = mkdtempSync(join(tmpdir(), 'boo-home-'));
  try {
    mkdirSync(join(home, '.qwen'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(home, '.qwen', name), text);
    test(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const unconfigured = (env: Record<string, string>, home: string): string => {
  try {
    readModelConfig(env, home);
  } catch (error) {
    assert.ok(error instanceof BooError && error.code === 'qwen_unconfigured', String(error));
    return error.message;
  }
  throw new Error('expected a failure');
};

describe('readModelConfig', () => {
  it('takes a complete environment and ignores the settings file then', () => {
    withHome(
      { 'settings.json': '{"model":{"name":"other"},"security":{"auth":{"baseUrl":"http://other/v1"}}}' },
      (home) => {
        const env = { OPENAI_BASE_URL: 'http://host:1/v1', OPENAI_MODEL: 'm', OPENAI_API_KEY: 'k' };
        const { model, target } = readModelConfig(env, home);
        assert.deepEqual([model, target.baseUrl, target.apiKey], ['m', 'http://host:1/v1', 'k']);
      },
    );
  });

  it('works without a key, as local servers do', () => {
    withHome({}, (home) => {
      const config = readModelConfig({ OPENAI_BASE_URL: 'http://h/v1', OPENAI_MODEL: 'm' }, home);
      assert.equal(config.target.apiKey, null);
    });
  });

  it('reads a settings file with comments, a provider entry and its key, and drops foreign settings', () => {
    const settings = `{
      // my models
      "model": { "name": "local-7b", },
      "env": { "LOCAL_KEY": "from-settings" },
      "hooks": { "Stop": [] }, "proxy": "http://elsewhere",
      "modelProviders": { "openai": [ { "id": "local-7b", "baseUrl": "http://gpu:8000/v1", "envKey": "LOCAL_KEY",
        "generationConfig": { "contextWindowSize": 32768, "customHeaders": { "x-team": "a" }, "outputLogDir": "/tmp" } } ] },
    }`;
    withHome({ 'settings.json': settings }, (home) => {
      const { model, target, generation } = readModelConfig({}, home);
      assert.deepEqual([model, target.baseUrl, target.apiKey], ['local-7b', 'http://gpu:8000/v1', 'from-settings']);
      assert.deepEqual(target.headers, { 'x-team': 'a' });
      assert.deepEqual(generation, { contextWindowSize: 32768 });
    });
  });

  it('prefers the environment over .env over settings for key and address', () => {
    const files = {
      'settings.json': '{"model":{"name":"m"},"security":{"auth":{"apiKey":"c","baseUrl":"http://c/v1"}}}',
      '.env': 'OPENAI_BASE_URL=http://b/v1\nOPENAI_API_KEY=b\n',
    };
    withHome(files, (home) => {
      assert.equal(readModelConfig({}, home).target.baseUrl, 'http://b/v1');
      const { target } = readModelConfig({ OPENAI_BASE_URL: 'http://a/v1' }, home);
      assert.deepEqual([target.baseUrl, target.apiKey], ['http://a/v1', 'b']);
    });
  });

  it('shows an address without credentials and query', () => {
    withHome({}, (home) => {
      const env = { OPENAI_BASE_URL: 'https://user:pass@host/v1?key=s', OPENAI_MODEL: 'm' };
      assert.equal(readModelConfig(env, home).target.label, 'https://host/v1');
    });
  });

  it('says what is missing', () => {
    withHome({}, (home) => assert.match(unconfigured({}, home), /model name/));
    withHome({ 'settings.json': '{"model":{"name":"m"}}' }, (home) => assert.match(unconfigured({}, home), /base URL/));
    withHome({ 'settings.json': '{"security":{"auth":{"selectedType":"qwen-oauth"}}}' }, (home) =>
      assert.match(unconfigured({}, home), /qwen-oauth/),
    );
    withHome({ 'settings.json': '[1,2' }, (home) => assert.match(unconfigured({}, home), /cannot be read/));
    withHome({}, (home) =>
      assert.match(unconfigured({ OPENAI_BASE_URL: 'file:///x', OPENAI_MODEL: 'm' }, home), /http/),
    );
  });
});

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BooError } from '../../protocol/errors.ts';
import type { ModelTarget } from './modelConfig.ts';

/**
 * Asks the endpoint for its list of models, only to learn whether somebody is there. Any HTTP answer counts as alive,
 * except 401 and 403. Throws endpoint_unreachable (also when nothing comes within `ms`), model_auth or cancelled.
 */
export async function probeEndpoint(target: ModelTarget, ms: number, signal: AbortSignal): Promise<void> {
  if (Object.keys(target.proxyEnv).length > 0) return;
  const status = await requestStatus(target, ms, signal);
  if (status === 401 || status === 403) {
    throw new BooError('model_auth', `The model endpoint answered ${status} to the API key.`, { where: target.label });
  }
}

function requestStatus(target: ModelTarget, ms: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new BooError('cancelled', 'The check was cancelled.'));
    const url = new URL(`${target.baseUrl.replace(/\/+$/, '')}/models`);
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      agent: false,
      headers: {
        ...target.headers,
        accept: 'application/json',
        ...(target.apiKey === null ? {} : { authorization: `Bearer ${target.apiKey}` }),
      },
    });
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      request.destroy();
      act();
    };
    const unreachable = (why: string): BooError =>
      new BooError('endpoint_unreachable', `The model endpoint cannot be reached (${why}).`, { where: target.label });
    const onAbort = (): void => finish(() => reject(new BooError('cancelled', 'The check was cancelled.')));
    const timer = setTimeout(() => finish(() => reject(unreachable(`no answer within ${ms} ms`))), ms);
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('response', (response) => finish(() => resolve(response.statusCode ?? 0)));
    request.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.message;
      finish(() => reject(unreachable(code)));
    });
    request.end();
  });
}

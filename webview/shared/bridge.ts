interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** Kept in module scope: the API may be acquired only once, and nothing else on the page gets hold of it. */
const api = acquireVsCodeApi();

export interface Bridge<In, Out> {
  post(message: Out): void;
  /** Messages that do not parse are dropped and told to `onBad`; the pane never acts on half a message. */
  listen(onMessage: (message: In) => void, onBad?: (problem: string) => void): void;
  /** What the last `setState` of this panel stored, also after hide and reload; unknown until parsed. */
  getState(): unknown;
  setState(state: unknown): void;
}

/**
 * The typed channel to the host half of a pane.
 * @param parse returns the message, or undefined when the value is not one
 */
export function makeBridge<In, Out>(parse: (value: unknown) => In | undefined): Bridge<In, Out> {
  return {
    post: (message) => api.postMessage(message),
    listen(onMessage, onBad = () => {}) {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = parse(event.data);
        if (message === undefined) onBad('a message from the host did not have the expected shape');
        else onMessage(message);
      });
    },
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}

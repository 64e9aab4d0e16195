import type { AgentEvent, Usage } from '../../protocol/agentEvent.ts';
import { BooError } from '../../protocol/errors.ts';
import type { StepLimits } from '../../protocol/plan.ts';
import type { Clock } from '../ports/Clock.ts';

/**
 * Bounds one attempt from outside: wall time, silence, tool calls, tokens. It trusts nothing the backend does by
 * itself. When a bound is passed, `signal` aborts with the BooError as its reason. `stop` must always be called.
 */
export class Watchdog {
  private readonly clock: Clock;
  private readonly limits: StepLimits;
  private readonly controller = new AbortController();
  private readonly cancelWall: () => void;
  private cancelSilence: () => void;
  private toolCalls = 0;
  private spent = 0;

  constructor(clock: Clock, limits: StepLimits, outer: AbortSignal) {
    this.clock = clock;
    this.limits = limits;
    this.cancelWall = clock.after(limits.wallMs, () =>
      this.trip(new BooError('step_timeout', `The step took longer than ${seconds(limits.wallMs)}.`)),
    );
    this.cancelSilence = this.armSilence();
    if (outer.aborted) this.controller.abort(outer.reason);
    else outer.addEventListener('abort', () => this.controller.abort(outer.reason), { signal: this.controller.signal });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Call for every event of the agent. */
  saw(event: AgentEvent): void {
    this.cancelSilence();
    this.cancelSilence = this.armSilence();
    if (event.type === 'tool_call') this.countTool();
    if (event.type === 'usage') this.countTokens(event.usage);
  }

  stop(): void {
    this.cancelWall();
    this.cancelSilence();
  }

  private armSilence(): () => void {
    return this.clock.after(this.limits.silenceMs, () =>
      this.trip(new BooError('step_silent', `The agent gave no sign of life for ${seconds(this.limits.silenceMs)}.`)),
    );
  }

  private countTool(): void {
    this.toolCalls += 1;
    if (this.toolCalls > this.limits.toolCalls) {
      this.trip(new BooError('budget_exhausted', `The step used more than ${this.limits.toolCalls} tool calls.`));
    }
  }

  private countTokens(usage: Usage): void {
    this.spent += usage.inputTokens + usage.outputTokens;
    if (this.spent > this.limits.tokens) {
      this.trip(new BooError('budget_exhausted', `The step used more than ${this.limits.tokens} tokens.`));
    }
  }

  private trip(error: BooError): void {
    this.stop();
    if (!this.controller.signal.aborted) this.controller.abort(error);
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

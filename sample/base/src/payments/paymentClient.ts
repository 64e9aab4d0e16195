import { retry } from '../lib/retry.ts';

export interface Charge {
  orderId: string;
  amountCents: number;
  idempotencyKey: string;
}

export interface Payment {
  id: string;
  status: 'succeeded' | 'pending';
}

const timeoutMs = 5000;

export class PaymentClient {
  private readonly url: string;
  private readonly key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.key = key;
  }

  async charge(charge: Charge): Promise<Payment> {
    return retry(() => this.post('/charges', charge, { 'idempotency-key': charge.idempotencyKey }), {
      attempts: 3,
      baseMs: 200,
    });
  }

  private async post(path: string, body: unknown, headers: Record<string, string>): Promise<Payment> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`payment provider answered ${response.status}`);
    return (await response.json()) as Payment;
  }
}

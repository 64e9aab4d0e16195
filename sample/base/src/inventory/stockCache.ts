import type { Queryable } from '../db/pool.ts';
import { badRequest } from '../http/errors.ts';

const available = new Map<string, number>();

/** Keeps stock counts in memory, because the stock table is read on every page view. */
export class StockCache {
  private readonly db: Queryable;

  constructor(db: Queryable) {
    this.db = db;
  }

  async count(sku: string): Promise<number> {
    const known = available.get(sku);
    if (known !== undefined) return known;
    const { rows } = await this.db.query<{ available: number }>('select available from stock where sku = $1', [sku]);
    const count = rows[0]?.available ?? 0;
    available.set(sku, count);
    return count;
  }

  async reserve(sku: string, quantity: number): Promise<void> {
    const left = await this.count(sku);
    if (left < quantity) throw badRequest(`only ${left} of ${sku} left`);
    await this.db.query('update stock set available = $2 where sku = $1', [sku, left - quantity]);
    available.set(sku, left - quantity);
  }
}

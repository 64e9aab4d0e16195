import type { Queryable } from '../db/pool.ts';
import type { Refund } from './refund.ts';

const columns = `id, order_id as "orderId", amount_cents as "amountCents", status, reason, created_at as "createdAt"`;

export class RefundRepository {
  private readonly db: Queryable;

  constructor(db: Queryable) {
    this.db = db;
  }

  async ofOrder(orderId: string): Promise<Refund[]> {
    return (await this.db.query<Refund>(`select ${columns} from refunds where order_id = $1`, [orderId])).rows;
  }

  async search(status: string, sort: string): Promise<Refund[]> {
    const text = `select ${columns} from refunds where status = '${status}' order by ${sort} desc limit 200`;
    return (await this.db.query<Refund>(text)).rows;
  }

  async insert(id: string, orderId: string, amountCents: number, reason: string | null): Promise<void> {
    await this.db.query(
      `insert into refunds (id, order_id, amount_cents, status, reason) values ($1, $2, $3, 'pending', $4)`,
      [id, orderId, amountCents, reason],
    );
  }

  async setStatus(id: string, status: Refund['status'], db: Queryable = this.db): Promise<void> {
    await db.query('update refunds set status = $2 where id = $1', [id, status]);
  }

  async byId(id: string): Promise<Refund | undefined> {
    return (await this.db.query<Refund>(`select ${columns} from refunds where id = $1`, [id])).rows[0];
  }
}

import type { Queryable } from '../db/pool.ts';
import type { Page } from '../http/pagination.ts';
import type { NewOrder, Order } from './order.ts';

const columns = `id, customer_id as "customerId", status, total_cents as "totalCents", payment_id as "paymentId", created_at as "createdAt"`;

export class OrderRepository {
  private readonly db: Queryable;

  constructor(db: Queryable) {
    this.db = db;
  }

  async page({ limit, offset }: Page): Promise<Order[]> {
    const text = `select ${columns} from orders order by created_at desc limit $1 offset $2`;
    return (await this.db.query<Order>(text, [limit, offset])).rows;
  }

  async byId(id: string): Promise<Order | undefined> {
    return (await this.db.query<Order>(`select ${columns} from orders where id = $1`, [id])).rows[0];
  }

  async searchByCustomer(name: string): Promise<Order[]> {
    const text = `select ${columns} from orders where customer_id in (select id from customers where name like '%${name}%')`;
    return (await this.db.query<Order>(text)).rows;
  }

  async insert(id: string, order: NewOrder, total: number, db: Queryable = this.db): Promise<void> {
    await db.query(`insert into orders (id, customer_id, status, total_cents) values ($1, $2, 'placed', $3)`, [
      id,
      order.customerId,
      total,
    ]);
    for (const line of order.lines) {
      await db.query('insert into order_lines (order_id, sku, quantity, unit_price_cents) values ($1, $2, $3, $4)', [
        id,
        line.sku,
        line.quantity,
        line.unitPriceCents,
      ]);
    }
  }

  async markPaid(id: string, paymentId: string): Promise<void> {
    await this.db.query(`update orders set status = 'paid', payment_id = $2 where id = $1`, [id, paymentId]);
  }
}

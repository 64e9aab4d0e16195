import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../db/transaction.ts';
import type { StockCache } from '../inventory/stockCache.ts';
import { inBackground } from '../lib/background.ts';
import type { Mailer } from '../notifications/mailer.ts';
import type { PaymentClient } from '../payments/paymentClient.ts';
import { type NewOrder, type Order, totalCents } from './order.ts';
import type { OrderRepository } from './orderRepository.ts';

export interface OrderServiceOptions {
  pool: pg.Pool;
  orders: OrderRepository;
  payments: PaymentClient;
  stock: StockCache;
  mailer: Mailer;
}

export class OrderService {
  private readonly options: OrderServiceOptions;

  constructor(options: OrderServiceOptions) {
    this.options = options;
  }

  /** Stores the order, reserves its stock and charges the customer. The mail is sent in the background. */
  async place(order: NewOrder): Promise<Order> {
    const { pool, orders, payments, stock, mailer } = this.options;
    const id = randomUUID();
    const total = totalCents(order);
    await inTransaction(pool, async (client) => {
      await orders.insert(id, order, total, client);
      for (const line of order.lines) await stock.reserve(line.sku, line.quantity);
    });
    const payment = await payments.charge({ orderId: id, amountCents: total, idempotencyKey: `order-${id}` });
    await orders.markPaid(id, payment.id);
    inBackground('order confirmation', () => mailer.orderConfirmed(order.customerId, id));
    const stored = await orders.byId(id);
    if (!stored) throw new Error(`order ${id} vanished`);
    return stored;
  }
}

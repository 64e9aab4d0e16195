import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../db/transaction.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { logger } from '../lib/logger.ts';
import type { Mailer } from '../notifications/mailer.ts';
import type { OrderRepository } from '../orders/orderRepository.ts';
import type { PaymentClient } from '../payments/paymentClient.ts';
import { type NewRefund, type Refund, toCents } from './refund.ts';
import type { RefundRepository } from './refundRepository.ts';

const refundWindowDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

export interface RefundServiceOptions {
  pool: pg.Pool;
  orders: OrderRepository;
  refunds: RefundRepository;
  payments: PaymentClient;
  mailer: Mailer;
}

export class RefundService {
  private readonly options: RefundServiceOptions;

  constructor(options: RefundServiceOptions) {
    this.options = options;
  }

  async request(orderId: string, wanted: NewRefund): Promise<Refund> {
    const { orders, refunds, payments } = this.options;
    const order = await orders.byId(orderId);
    if (!order?.paymentId) throw notFound('a paid order with this id');
    if (Date.now() - order.createdAt.getTime() > refundWindowDays * dayMs)
      throw badRequest('the refund window is over');
    const amountCents = toCents(wanted.amount);
    const before = await refunds.ofOrder(orderId);
    const refunded = before.reduce((sum, refund) => sum + refund.amountCents, 0);
    if (refunded + amountCents > order.totalCents) throw badRequest('more than the order has left');
    const id = randomUUID();
    await payments.refund({ paymentId: order.paymentId, amountCents });
    await refunds.insert(id, orderId, amountCents, wanted.reason ?? null);
    const stored = await refunds.byId(id);
    if (!stored) throw new Error(`refund ${id} vanished`);
    return stored;
  }

  /** Called by the provider when it has decided. */
  async settle(refundId: string, status: 'succeeded' | 'failed'): Promise<void> {
    const { pool, orders, refunds, mailer } = this.options;
    const refund = await refunds.byId(refundId);
    if (!refund) throw notFound('the refund');
    await inTransaction(pool, async (client) => {
      refunds.setStatus(refundId, status, client);
      await client.query('update orders set refundable_until = now() where id = $1', [refund.orderId]);
    });
    const order = await orders.byId(refund.orderId);
    if (order)
      mailer.send(order.customerId, 'Your refund', `Your refund of ${refund.amountCents / 100} has ${status}.`);
    logger.info('refund settled', { refundId, status });
  }
}

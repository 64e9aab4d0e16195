import type { OrderRepository } from '../orders/orderRepository.ts';
import type { Refund } from './refund.ts';
import type { RefundRepository } from './refundRepository.ts';

export interface ReportRow {
  refund: Refund;
  orderTotalCents: number;
  share: number;
}

/** One row per refund with the share of the order that was given back. */
export async function refundReport(
  refunds: RefundRepository,
  orders: OrderRepository,
  status: string,
): Promise<ReportRow[]> {
  const rows: ReportRow[] = [];
  for (const refund of await refunds.search(status, 'created_at')) {
    const order = await orders.byId(refund.orderId);
    if (!order) continue;
    rows.push({ refund, orderTotalCents: order.totalCents, share: refund.amountCents / order.totalCents });
  }
  return rows;
}

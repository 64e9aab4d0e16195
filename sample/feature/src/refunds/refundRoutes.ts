import { z } from 'zod';
import { requireWebhookToken } from '../http/auth.ts';
import type { Handler, Router } from '../http/router.ts';
import { logger } from '../lib/logger.ts';
import type { OrderRepository } from '../orders/orderRepository.ts';
import { newRefundSchema } from './refund.ts';
import { refundReport } from './refundReport.ts';
import type { RefundRepository } from './refundRepository.ts';
import type { RefundService } from './refundService.ts';

const webhookSchema = z.object({ refundId: z.string(), status: z.enum(['succeeded', 'failed']) });

export interface RefundRoutesOptions {
  service: RefundService;
  refunds: RefundRepository;
  orders: OrderRepository;
  guarded: (handler: Handler) => Handler;
  webhookToken: string;
}

export function addRefundRoutes(router: Router, options: RefundRoutesOptions): void {
  const { service, refunds, orders, guarded, webhookToken } = options;
  router.on(
    'POST',
    '/orders/:id/refunds',
    guarded(async ({ params, body }) => ({
      status: 201,
      body: await service.request(params.id ?? '', newRefundSchema.parse(body)),
    })),
  );
  router.on('GET', '/refunds', async ({ query }) => ({
    status: 200,
    body: await refunds.search(query.get('status') ?? 'pending', query.get('sort') ?? 'created_at'),
  }));
  router.on(
    'GET',
    '/refunds/report',
    guarded(async ({ query }) => ({
      status: 200,
      body: await refundReport(refunds, orders, query.get('status') ?? 'succeeded'),
    })),
  );
  router.on('POST', '/webhooks/refunds', async ({ raw, body }) => {
    requireWebhookToken(raw, webhookToken);
    try {
      const { refundId, status } = webhookSchema.parse(body);
      await service.settle(refundId, status);
    } catch (error) {
      logger.info('webhook ignored');
    }
    return { status: 200, body: {} };
  });
}

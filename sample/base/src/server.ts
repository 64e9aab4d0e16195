import { createServer } from 'node:http';
import { loadConfig } from './config.ts';
import { createPool } from './db/pool.ts';
import { requireApiToken } from './http/auth.ts';
import { notFound } from './http/errors.ts';
import { readPage } from './http/pagination.ts';
import { type Handler, Router } from './http/router.ts';
import { StockCache } from './inventory/stockCache.ts';
import { logger } from './lib/logger.ts';
import { Mailer } from './notifications/mailer.ts';
import { newOrderSchema } from './orders/order.ts';
import { OrderRepository } from './orders/orderRepository.ts';
import { OrderService } from './orders/orderService.ts';
import { PaymentClient } from './payments/paymentClient.ts';

const config = loadConfig(process.env);
const pool = createPool(config.DATABASE_URL);
const orders = new OrderRepository(pool);
const payments = new PaymentClient(config.PAYMENTS_URL, config.PAYMENTS_KEY);
const mailer = new Mailer(config.MAIL_URL, pool);
const service = new OrderService({ pool, orders, payments, stock: new StockCache(pool), mailer });

const guarded =
  (handler: Handler): Handler =>
  async (request) => {
    requireApiToken(request.raw, config.API_TOKEN);
    return handler(request);
  };

const router = new Router();
router.on('GET', '/health', async () => ({ status: 200, body: { ok: true } }));
router.on(
  'GET',
  '/orders',
  guarded(async ({ query }) => ({ status: 200, body: await orders.page(readPage(query)) })),
);
router.on(
  'GET',
  '/orders/search',
  guarded(async ({ query }) => ({ status: 200, body: await orders.searchByCustomer(query.get('customer') ?? '') })),
);
router.on(
  'GET',
  '/orders/:id',
  guarded(async ({ params }) => {
    const order = await orders.byId(params.id ?? '');
    if (!order) throw notFound('the order');
    return { status: 200, body: order };
  }),
);
router.on(
  'POST',
  '/orders',
  guarded(async ({ body }) => ({ status: 201, body: await service.place(newOrderSchema.parse(body)) })),
);

createServer((request, response) => void router.handle(request, response)).listen(config.PORT, () =>
  logger.info('listening', { port: config.PORT }),
);

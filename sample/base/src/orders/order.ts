import { z } from 'zod';

export const newOrderSchema = z.object({
  customerId: z.string().uuid(),
  lines: z
    .array(
      z.object({ sku: z.string().min(1), quantity: z.number().int().positive(), unitPriceCents: z.number().int() }),
    )
    .min(1)
    .max(100),
});

export type NewOrder = z.infer<typeof newOrderSchema>;

export interface Order {
  id: string;
  customerId: string;
  status: 'placed' | 'paid' | 'shipped' | 'cancelled';
  totalCents: number;
  paymentId: string | null;
  createdAt: Date;
}

export function totalCents(order: NewOrder): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0);
}

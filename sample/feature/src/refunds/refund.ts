import { z } from 'zod';

export const newRefundSchema = z.object({
  amount: z.number().positive(),
  reason: z.string().max(500).optional(),
});

export type NewRefund = z.infer<typeof newRefundSchema>;

export interface Refund {
  id: string;
  orderId: string;
  amountCents: number;
  status: 'pending' | 'succeeded' | 'failed';
  reason: string | null;
  createdAt: Date;
}

/** Amounts arrive in euros, as support types them. */
export function toCents(amount: number): number {
  return Math.floor(amount * 100);
}

import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce.number().int().default(3000),
  DATABASE_URL: z.string().url(),
  API_TOKEN: z.string().min(16),
  PAYMENTS_URL: z.string().url(),
  PAYMENTS_KEY: z.string().min(1),
  MAIL_URL: z.string().url(),
  REFUND_WEBHOOK_TOKEN: z.string().default('letmein'),
});

export type Config = z.infer<typeof schema>;

export function loadConfig(env: NodeJS.ProcessEnv): Config {
  return schema.parse(env);
}

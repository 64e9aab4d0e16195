import { z } from 'zod';

/** The session updates of ACP v1 that matter here, as qwen sends them; others are skipped. */
const textContent = z.looseObject({ type: z.literal('text'), text: z.string() });
const meta = z
  .looseObject({
    toolName: z.string().optional().catch(undefined),
    usage: z
      .looseObject({
        inputTokens: z.number().int().nonnegative(),
        outputTokens: z.number().int().nonnegative(),
      })
      .optional()
      .catch(undefined),
  })
  .nullish()
  .catch(null);

const toolFields = {
  toolCallId: z.string(),
  status: z.string().nullish(),
  rawInput: z.record(z.string(), z.unknown()).nullish().catch(null),
  content: z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((items) =>
      (items ?? [])
        .map((item) => z.looseObject({ content: textContent }).safeParse(item).data?.content.text ?? '')
        .join('\n'),
    ),
  _meta: meta,
};

export const acpUpdateSchema = z.union([
  z.looseObject({ sessionUpdate: z.literal('agent_message_chunk'), content: textContent, _meta: meta }),
  z.looseObject({ sessionUpdate: z.literal('agent_thought_chunk'), content: textContent }),
  z.looseObject({ sessionUpdate: z.literal('tool_call'), ...toolFields }),
  z.looseObject({ sessionUpdate: z.literal('tool_call_update'), ...toolFields }),
  z.looseObject({ sessionUpdate: z.literal('current_mode_update'), currentModeId: z.string() }),
]);
export type AcpUpdate = z.infer<typeof acpUpdateSchema>;

export const acpNotificationSchema = z.looseObject({ sessionId: z.string(), update: z.unknown() });

export const acpPermissionSchema = z.looseObject({
  sessionId: z.string(),
  toolCall: z.looseObject(toolFields),
});

export type AcpPermission = z.infer<typeof acpPermissionSchema>;

export const acpNewSessionSchema = z.looseObject({
  sessionId: z.string().min(1),
  modes: z.looseObject({ currentModeId: z.string() }),
});

export const acpPromptResultSchema = z.looseObject({ stopReason: z.string() });

/** Where qwen puts the provider's words in a JSON-RPC error. */
export const acpErrorDataSchema = z.looseObject({ details: z.string() });

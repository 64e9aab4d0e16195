import type { Host } from '../host.ts';
import { BooError } from '../../protocol/errors.ts';
import { launch } from '../launcher/launch.ts';
import { presetSchema } from '../launcher/preset.ts';

/**
 * The launcher. A first argument answers questions beforehand, e.g. from a key binding; see `presetSchema`.
 * Returns the id of the started run.
 */
export async function run(host: Host, ...args: unknown[]): Promise<string | undefined> {
  const preset = presetSchema.safeParse(args[0] ?? {});
  if (!preset.success) {
    const [issue] = preset.error.issues;
    throw new BooError(
      'usage',
      `The arguments of the command are not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    );
  }
  return launch(host, preset.data);
}

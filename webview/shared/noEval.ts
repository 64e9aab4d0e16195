import { config } from 'zod';

/*
 * zod compiles object parsers with `new Function` where it may. The panes forbid that (CSP), and the mere probe would be
 * reported as a violation. Must be imported before any module that builds a schema: keep it the first import of an entry.
 */
config({ jitless: true });

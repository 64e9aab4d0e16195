import type { Severity } from '../../protocol/finding.ts';

/**
 * A report as a list of blocks, so that every text format shows the same things in the same order. All `text` is plain and
 * untrusted: each format escapes it by its own rules. Only `markdown` is markup, written by the engine.
 */
export type Block =
  | {
      readonly kind: 'heading';
      readonly level: 1 | 2 | 3;
      readonly text: string;
      readonly anchor?: string;
      readonly tone?: Tone;
    }
  | {
      /** Places of this report to jump to; `heading` is the text of a heading block that follows. */
      readonly kind: 'contents';
      readonly items: readonly { readonly text: string; readonly heading: string }[];
    }
  | { readonly kind: 'paragraph'; readonly text: string; readonly label?: string }
  | { readonly kind: 'verdict'; readonly verdict: string; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'quote';
      readonly caption: string;
      readonly text: string;
      readonly status: string;
      readonly note: string;
    }
  | { readonly kind: 'markdown'; readonly markdown: string };

export type Tone = Severity | 'lead' | 'yagni';

import { Marked } from 'marked';
import { isInside } from './writerLine.ts';

const reader = new Marked({ gfm: true });

/** Does a Markdown reader find nothing in the text that is raw HTML (but `<br>`), an image, a definition, or a link out of the workspace? */
export function isHarmless(markdown: string): boolean {
  let harmless = true;
  void reader.walkTokens(reader.lexer(markdown), (token) => {
    if (token.type === 'html' && !/^<br\s*\/?>$/i.test(token.raw.trim())) harmless = false;
    if (token.type === 'image' || token.type === 'def') harmless = false;
    if (token.type === 'link' && !isInside(String(token['href']))) harmless = false;
  });
  return harmless;
}

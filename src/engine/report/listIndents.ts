/** Follows the list items around the current line by the columns at which their text begins. */
export class ListIndents {
  private open: number[] = [];
  private afterBlank = true;

  /** Takes the next line of prose, its leading tabs as spaces. */
  read(line: string): void {
    if (line.trim() === '') {
      this.afterBlank = true;
      return;
    }
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    this.open = this.open.filter((column) => column <= indent);
    const item = /^ *([-*+]|\d{1,9}[.)])( {1,4})(?=\S)/.exec(line);
    const inner = this.open.at(-1) ?? 0;
    // Only a list that begins with 1 may interrupt a paragraph.
    const begins = this.afterBlank || this.open.length > 0 || !/^ *\d/.test(line) || /^ *1[.)]/.test(line);
    if (item !== null && begins && indent - inner <= 3) this.open.push(item[0].length);
    this.afterBlank = false;
  }

  /** The column of the innermost item that a block with this indent belongs to; 0 when it belongs to none. */
  around(indent: number): number {
    this.open = this.open.filter((column) => column <= indent);
    const column = this.open.at(-1) ?? 0;
    this.afterBlank = true;
    if (indent - column <= 3) return column;
    this.open = [];
    return 0;
  }
}

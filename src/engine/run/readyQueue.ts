import type { PlanGraph } from './graph.ts';

/** Priority queue of step ids: longest remaining path first, then plan order. Push and pop cost O(log n). */
export class ReadyQueue {
  private readonly heap: string[] = [];
  private readonly members = new Set<string>();
  private readonly graph: PlanGraph;

  constructor(graph: PlanGraph) {
    this.graph = graph;
  }

  get size(): number {
    return this.heap.length;
  }

  /** Adding an id that is already queued does nothing. */
  push(id: string): void {
    if (this.members.has(id)) return;
    this.members.add(id);
    this.heap.push(id);
    this.siftUp(this.heap.length - 1);
  }

  pop(): string | undefined {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (top === undefined || last === undefined) return undefined;
    this.members.delete(top);
    if (this.heap.length > 0) {
      this.heap[0] = last;
      this.siftDown(0);
    }
    return top;
  }

  private before(a: string, b: string): boolean {
    const byRank = (this.graph.rank.get(b) ?? 0) - (this.graph.rank.get(a) ?? 0);
    if (byRank !== 0) return byRank < 0;
    return (this.graph.order.get(a) ?? 0) < (this.graph.order.get(b) ?? 0);
  }

  private swapIfBefore(child: number, parent: number): boolean {
    const a = this.heap[child];
    const b = this.heap[parent];
    if (a === undefined || b === undefined || !this.before(a, b)) return false;
    this.heap[child] = b;
    this.heap[parent] = a;
    return true;
  }

  private siftUp(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  private siftDown(from: number): void {
    for (let at = from; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const [l, r] = [this.heap[left], this.heap[right]];
      if (l === undefined) return;
      const child = r !== undefined && this.before(r, l) ? right : left;
      if (!this.swapIfBefore(child, at)) return;
      at = child;
    }
  }
}

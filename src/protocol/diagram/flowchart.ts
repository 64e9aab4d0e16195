/** A flowchart as its author wrote it, bounded. Texts are plain: line breaks are `\n`, markup is gone. */
export interface Flowchart {
  readonly direction: Direction;
  /** From `accTitle` when it is given. */
  readonly title: string;
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
  readonly groups: readonly ChartGroup[];
}

export type Direction = 'TB' | 'BT' | 'LR' | 'RL';
export type Shape =
  'rectangle' | 'rounded' | 'stadium' | 'cylinder' | 'circle' | 'diamond' | 'hexagon' | 'subroutine' | 'slanted';
export type Stroke = 'solid' | 'dotted' | 'thick' | 'hidden';

export interface ChartNode {
  readonly id: string;
  readonly label: string;
  readonly shape: Shape;
  /** Id of the group that it stands in, or null. */
  readonly group: string | null;
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly stroke: Stroke;
  readonly startArrow: boolean;
  readonly endArrow: boolean;
}

export interface ChartGroup {
  readonly id: string;
  readonly title: string;
  readonly parent: string | null;
}

/** Larger ones are not drawn; their text is shown. */
export const chartLimits = { source: 20_000, nodes: 200, edges: 400, groups: 40, label: 200 } as const;

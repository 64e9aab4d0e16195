import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chartLabel, wrapLabel } from './chartLabel.ts';
import { diagramSvg } from './diagramSvg.ts';
import { chartLimits } from './flowchart.ts';
import { layoutChart } from './layoutChart.ts';
import { parseFlowchart } from './parseFlowchart.ts';

const chart = (body: string, head = 'flowchart TD'): NonNullable<ReturnType<typeof parseFlowchart>> => {
  const parsed = parseFlowchart(`${head}\n${body}`);
  assert.ok(parsed, body);
  return parsed;
};

describe('parseFlowchart', () => {
  const edges: Readonly<Record<string, readonly (readonly [string, string, string, string, boolean])[]>> = {
    'A-->B': [['A', 'B', '', 'solid', true]],
    'A --- B': [['A', 'B', '', 'solid', false]],
    'A -.-> B': [['A', 'B', '', 'dotted', true]],
    'A ==> B': [['A', 'B', '', 'thick', true]],
    'A -->|x y| B': [['A', 'B', 'x y', 'solid', true]],
    'A -- "no - never" --> B': [['A', 'B', 'no - never', 'solid', true]],
    'A -. maybe .-> B': [['A', 'B', 'maybe', 'dotted', true]],
    'A == all ==> B': [['A', 'B', 'all', 'thick', true]],
    'A --> B --> C': [
      ['A', 'B', '', 'solid', true],
      ['B', 'C', '', 'solid', true],
    ],
    'A & B --> C & D': [
      ['A', 'C', '', 'solid', true],
      ['A', 'D', '', 'solid', true],
      ['B', 'C', '', 'solid', true],
      ['B', 'D', '', 'solid', true],
    ],
    'my-node --> other.node': [['my-node', 'other.node', '', 'solid', true]],
  };
  for (const [source, wanted] of Object.entries(edges)) {
    it(`reads ${source}`, () => {
      const found = chart(source).edges.map(({ from, to, label, stroke, endArrow }) => [
        from,
        to,
        label,
        stroke,
        endArrow,
      ]);
      assert.deepEqual(found, wanted);
    });
  }

  it('reads shapes and labels', () => {
    const { nodes } = chart(
      'a[x]\nb(x)\nc{x}\nd([x])\ne[(x)]\nf((x))\ng{{x}}\nh[/x/]\ni[[x]]\nj["say #quot;x(1)#quot;<br/>and <b>y</b>; z"]\nk',
    );
    assert.deepEqual(
      nodes.map((node) => node.shape),
      [
        'rectangle',
        'rounded',
        'diamond',
        'stadium',
        'cylinder',
        'circle',
        'hexagon',
        'slanted',
        'subroutine',
        'rectangle',
        'rectangle',
      ],
    );
    assert.deepEqual(
      nodes.slice(9).map((node) => node.label),
      ['say "x(1)"\nand y; z', 'k'],
    );
  });

  it('reads groups, also as the end of an edge, and passes over styling and comments', () => {
    const { nodes, groups, edges } = chart(
      '%% note\nsubgraph outer [The outside]\n  subgraph "In here"\n    a --> b\n  end\n  c\nend\nd --> outer\nclassDef red fill:#f00\nclass a red\nstyle b fill:#0f0\nclick a "https://example.com"\nlinkStyle 0 stroke:red',
      'graph LR',
    );
    assert.deepEqual(
      groups.map(({ title, parent }) => [title, parent]),
      [
        ['The outside', null],
        ['In here', 'outer'],
      ],
    );
    assert.deepEqual(
      nodes.map(({ id, group }) => [id, group]),
      [
        ['a', 'group 2'],
        ['b', 'group 2'],
        ['c', 'outer'],
        ['d', null],
      ],
    );
    assert.deepEqual(edges.at(-1)?.to, 'a');
  });

  for (const source of [
    'sequenceDiagram\nA->>B: hi',
    'flowchart TD',
    'flowchart TD\nA[never closed',
    'flowchart TD\nA -->',
    'flowchart TD\nsubgraph x\nA',
    'flowchart TD\nend',
    'flowchart sideways\nA-->B',
    `flowchart TD\nA["${'x'.repeat(chartLimits.label + 1)}"]`,
    `flowchart TD\n${Array.from({ length: chartLimits.edges + 1 }, () => 'A --> B').join('\n')}`,
    '',
  ]) {
    it(`leaves ${JSON.stringify(source.slice(0, 40))} alone`, () => assert.equal(diagramSvg(source), null));
  }

  it('refuses what would take too long to lay out', () => {
    const wide = (n: number, step: number): string =>
      Array.from({ length: n }, (_, i) => `N${i} --> N${(i * step + 1) % n}`).join('\n');
    assert.equal(diagramSvg(`flowchart TD\n${wide(199, 7)}\n${wide(199, 13)}`), null);
    const many = Array.from({ length: chartLimits.nodes + 1 }, (_, i) => `N${i}`).join('\n');
    assert.equal(diagramSvg(`flowchart TD\n${many}`), null);
  });
});

describe('labels', () => {
  it('breaks lines at spaces, and long names after their separators', () => {
    assert.deepEqual(wrapLabel('one two three', 8), ['one two', 'three']);
    assert.deepEqual(wrapLabel('src/very/long/path.ts', 12), ['src/very/', 'long/path.ts']);
  });

  it('loses no character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 4, max: 30 }), (text, width) => {
        const bare = (value: string): string => value.replace(/\s/g, '');
        const label = chartLabel(text) ?? '';
        assert.equal(bare(wrapLabel(label, width).join('')), bare(label));
      }),
    );
  });
});

describe('diagramSvg', () => {
  const source =
    'flowchart LR\nA["<script>alert(1)</script> & \'x\'"] -->|"a \\"b"| B{ok?}\nB --> B\nsubgraph g [Title]\nC\nend\nB -.-> C';

  it('escapes every text and holds nothing that loads, runs or collides', () => {
    const svg = diagramSvg(
      'flowchart LR\nA["<script>alert(1)</script> & \'x\'"] -->|"<img src=y onerror=z>"| B{ok?}\nB --> B',
    );
    assert.ok(svg);
    assert.doesNotMatch(
      svg,
      /<(?:script|style|img|image|use|a|foreignObject)\b|<[^>]* (?:id|on\w+|href|src|style)=|url\(|https?:/i,
    );
    assert.match(svg, /&#60;script&#62;/);
  });

  it('is named and described in words', () => {
    const svg = diagramSvg('flowchart TD\nA[Order] -- yes --> B[Bill]\nC[Alone]') ?? '';
    assert.match(svg, /role="img" aria-label="Flowchart with 3 nodes and 1 connection"/);
    assert.match(
      svg,
      /<title>Flowchart with 3 nodes and 1 connection<\/title><desc>Order to Bill \(yes\)\. Alone\.<\/desc>/,
    );
    assert.match(diagramSvg('flowchart TD\naccTitle: How it goes\nA') ?? '', /<title>How it goes<\/title>/);
  });

  it('gives the same bytes each time', () => {
    const text = source.replace(/ -->\|.*?\|/, ' -->');
    assert.equal(diagramSvg(text), diagramSvg(text));
    assert.notEqual(diagramSvg(text), null);
  });

  it('places nodes apart and inside the picture', () => {
    const nodes = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(nodes, fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 }), (count, pairs) => {
        const lines = pairs.map(([a, b]) => `N${a % count} --> N${b % count}`);
        const placed = layoutChart(chart(['N0', ...lines].join('\n')));
        assert.ok(placed);
        const boxes = placed.nodes.map(({ box }) => box);
        for (const [i, a] of boxes.entries()) {
          assert.ok(a.x - a.width / 2 >= 0 && a.x + a.width / 2 <= placed.width && a.y + a.height / 2 <= placed.height);
          for (const b of boxes.slice(i + 1))
            assert.ok(
              Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2,
            );
        }
      }),
      { numRuns: 40 },
    );
  });
});

import assert from 'node:assert/strict';
import { schemaFiles } from '../../../scripts/lib/schemaFiles.ts';
import { hoverText, keyOffers, parseSchema, valueOffers } from './schemaAt.ts';

const [flow] = schemaFiles();
const schema = parseSchema(JSON.parse(flow?.text ?? '{}'));

describe('completion from the schema of flow files', () => {
  it('offers the keys of the root, required ones first', () => {
    const offers = keyOffers(schema, []);
    assert.ok(offers.some(({ key }) => key === 'spine'));
    const lastRequired = offers.findLastIndex(({ required }) => required);
    assert.ok(offers.slice(0, lastRequired).every(({ required }) => required));
  });

  it('offers the keys of an item of a list', () => {
    const keys = keyOffers(schema, ['spine', 'angles', 3]).map(({ key }) => key);
    assert.ok(keys.includes('persona') && keys.includes('question') && !keys.includes('op'), keys.join());
  });

  it('looks into alternatives: a section may be a heading or a mapping', () => {
    const keys = keyOffers(schema, ['report', 'sections', 0]).map(({ key }) => key);
    assert.ok(keys.includes('heading') && keys.includes('from'), keys.join());
  });

  it('offers closed lists, of the item where the list is meant', () => {
    assert.deepEqual(valueOffers(schema, ['bands', 'start']), ['small', 'medium', 'large']);
    assert.ok(valueOffers(schema, ['spine', 'angles', 0, 'signals']).includes('concurrency'));
    assert.deepEqual(valueOffers(schema, ['preflight', 0, 'blocks']), ['true', 'false']);
  });

  it('offers nothing where the path leads nowhere', () => {
    assert.deepEqual(keyOffers(schema, ['nonsense', 4, 'x']), []);
    assert.deepEqual(valueOffers(schema, ['name', 'x']), []);
    assert.equal(hoverText(schema, ['nonsense']), '');
  });

  it('explains a key with its words and its default', () => {
    const text = hoverText(schema, ['bands', 'start']);
    assert.match(text, /no rule holds/);
    assert.match(text, /One of: small, medium, large\./);
    assert.match(text, /Default: small\./);
  });
});

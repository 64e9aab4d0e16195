import { crc32 } from 'node:zlib';

/**
 * One line of a log, framed so that a torn, duplicated, swapped or spliced line is never taken for a good one.
 * Every line is a JSON object whose last member `c` is the CRC-32 of all bytes before it (8 hex digits); every line
 * but the first carries in `p` the `c` of the line before, across epochs; events also carry their sequence number:
 *
 *   claim    {"h":{...},"c":"…"}                      first line: who created the file
 *   fence    {"f":{...},"p":"…","c":"…"}              second line: how much of the epoch before counts
 *            (an empty line, so that damage to the end of the fence cannot swallow the first event)
 *   event    {"s":12,"a":1700000000000,"p":"…","e":{...},"c":"…"}
 *   release  {"r":1700000000000,"p":"…","c":"…"}      the owner gave the run up; nothing follows
 *
 * The member order is fixed. CRC guards against accidents, not against someone who forges a log.
 */
export interface SealedLine {
  /** Complete line with its newline; a fence with the empty line behind it. */
  readonly bytes: Buffer;
  readonly checksum: string;
}

export type Frame =
  | { readonly kind: 'claim'; readonly checksum: string; readonly json: Buffer }
  | { readonly kind: 'fence'; readonly checksum: string; readonly previous: string; readonly json: Buffer }
  | EventFrame
  | { readonly kind: 'release'; readonly checksum: string; readonly previous: string };

export interface EventFrame {
  readonly kind: 'event';
  readonly checksum: string;
  readonly previous: string;
  readonly seq: number;
  /** Wall time in ms since the epoch. */
  readonly at: number;
  /** JSON of the event body. */
  readonly json: Buffer;
  /** The body is a stream event, told without parsing it. */
  readonly stream: boolean;
}

export const sealClaim = (json: string): SealedLine => seal(`{"h":${json}`);
export function sealFence(json: string, previous: string): SealedLine {
  const { bytes, checksum } = seal(`{"f":${json},"p":"${previous}"`);
  return { bytes: Buffer.concat([bytes, Buffer.from('\n')]), checksum };
}
export const sealEvent = (seq: number, at: number, previous: string, json: string): SealedLine =>
  seal(`{"s":${seq},"a":${at},"p":"${previous}","e":${json}`);
export const sealRelease = (at: number, previous: string): SealedLine => seal(`{"r":${at},"p":"${previous}"`);

const blank = ',"c":"00000000"}\n';
/** Bytes of `,"c":"xxxxxxxx"}`. */
const TAIL = 16;
const DIGITS_AT = 6;

function seal(head: string): SealedLine {
  const bytes = Buffer.from(head + blank, 'utf8');
  const end = bytes.length - 1 - TAIL;
  const checksum = hex(crc32(bytes.subarray(0, end)));
  bytes.write(checksum, end + DIGITS_AT, 'latin1');
  return { bytes, checksum };
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

const eventHead = /^\{"s":([1-9]\d{0,14}),"a":(\d{1,15}),"p":"([0-9a-f]{8})","e":/;
const releaseHead = /^\{"r":\d{1,15},"p":"([0-9a-f]{8})"$/;
const fenceTail = /,"p":"([0-9a-f]{8})"$/;
/** The body begins with its type: parsed bodies have the member order of their schema. */
const streamBody = Buffer.from('{"type":"attempt.event"', 'latin1');
/** No head of an event is longer: 15 + 15 digits and the fixed text. */
const HEAD_BYTES = 64;
const FENCE_TAIL_BYTES = 15;

/**
 * Checks one line (without newline) in itself: shape and checksum. Place in the chain and body are for the caller.
 * Undefined means damaged.
 */
export function decodeLine(line: Buffer): Frame | undefined {
  const end = line.length - TAIL;
  if (end < 1) return undefined;
  const checksum = hex(crc32(line.subarray(0, end)));
  if (line.toString('latin1', end) !== `,"c":"${checksum}"}`) return undefined;
  const start = line.toString('latin1', 0, Math.min(end, HEAD_BYTES));
  if (start.startsWith('{"h":')) return { kind: 'claim', checksum, json: line.subarray(5, end) };
  if (start.startsWith('{"f":')) return decodeFence(line, end, checksum);
  const event = eventHead.exec(start);
  if (event !== null) return decodeEvent(line.subarray(event[0].length, end), event, checksum);
  const previous = releaseHead.exec(start)?.[1];
  return previous === undefined ? undefined : { kind: 'release', checksum, previous };
}

function decodeFence(line: Buffer, end: number, checksum: string): Frame | undefined {
  const previous = fenceTail.exec(line.toString('latin1', Math.max(0, end - FENCE_TAIL_BYTES), end))?.[1];
  if (previous === undefined) return undefined;
  return { kind: 'fence', checksum, previous, json: line.subarray(5, end - FENCE_TAIL_BYTES) };
}

function decodeEvent(json: Buffer, head: RegExpExecArray, checksum: string): Frame | undefined {
  const [, seq, at, previous] = head;
  if (seq === undefined || at === undefined || previous === undefined) return undefined;
  const stream = json.subarray(0, streamBody.length).equals(streamBody);
  return { kind: 'event', checksum, previous, seq: Number(seq), at: Number(at), json, stream };
}

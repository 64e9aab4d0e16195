import { badRequest } from './errors.ts';

export interface Page {
  limit: number;
  offset: number;
}

/** Reads `page` (from 1) and `size` (at most 100) from a query string. */
export function readPage(query: URLSearchParams): Page {
  const page = Number(query.get('page') ?? '1');
  const size = Number(query.get('size') ?? '20');
  if (!Number.isInteger(page) || page < 1) throw badRequest('page must be a whole number from 1');
  if (!Number.isInteger(size) || size < 1 || size > 100) throw badRequest('size must be between 1 and 100');
  return { limit: size, offset: page * size };
}

import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

/** A part of a request that is not as it should be. */
export const violationSchema = z.object({
  /** Which part of the request: body, params, querystring or headers. */
  location: z.string(),
  /** JSON Pointer (RFC 6901) to the value within that part. */
  pointer: z.string(),
  detail: z.string(),
});

/** RFC 9457: what the API answers instead of a result. */
export const problemSchema = z
  .object({
    type: z.string().describe('about:blank: the status code says it all'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    request_id: z.string().optional().describe('To be found in the log, and in the x-request-id header'),
    errors: z.array(violationSchema).optional(),
  })
  .describe('Problem document, RFC 9457');

export type Problem = z.infer<typeof problemSchema>;
export type Violation = z.infer<typeof violationSchema>;

export const problemContentType = 'application/problem+json';

/** For a route's `response`: every error that it may answer with. */
export const problemResponses = {
  '4xx': {
    description: 'The request cannot be granted',
    content: { [problemContentType]: { schema: problemSchema } },
  },
  '5xx': { description: 'The service failed', content: { [problemContentType]: { schema: problemSchema } } },
};

/** Thrown by hooks and handlers to answer with a problem document. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    /** HTTP status, 400 to 599. */
    readonly statusCode: number,
    /** For the client to read: nothing internal. */
    readonly detail: string,
    options: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly errors?: readonly Violation[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.headers = options.headers ?? {};
    this.errors = options.errors;
  }

  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly Violation[] | undefined;
}

/** The problem document of a status. */
export function problemDocument(
  status: number,
  {
    detail,
    requestId,
    errors,
  }: {
    readonly detail?: string;
    /** Absent where what came was no request. */
    readonly requestId?: string;
    readonly errors?: readonly Violation[] | undefined;
  } = {},
): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Unknown Error',
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ProviderError } from '../providers/provider-error.js';
import { HttpProblem, problemContentType, problemDocument, type Violation } from './problem.js';

/** Makes every failure of a request a problem document: thrown, of the framework's own, or an unknown path. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => sendProblem(error, request, reply));
  // Unlimited, an unknown path would be a free way to search for known ones.
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    sendProblem(new HttpProblem(404, 'There is nothing at this address.'), request, reply),
  );
}

/** Answers a request with the problem document of what went wrong; what is the service's own fault is logged. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed');
  return reply
    .code(problem.statusCode)
    .headers(problem.headers)
    .type(problemContentType)
    .send(
      problemDocument(problem.statusCode, {
        detail: problem.detail,
        requestId: request.id,
        errors: problem.errors,
      }),
    );
}

/** Node's verdicts on what is not even HTTP; anything else is a bad request. */
const statusOfConnectionError: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers bytes that are no HTTP request, for which there is no request object. */
export function answerBrokenConnection(error: { readonly code: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOfConnectionError[error.code] ?? 400;
  const body = JSON.stringify(problemDocument(status));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: ${problemContentType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof ProviderError) return providerProblem(error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const location = error.validationContext ?? 'body';
    const errors: Violation[] = error.validation.map(({ instancePath, message }) => ({
      location,
      // The provider writes the whole value's pointer as "/", where JSON Pointer has the empty string.
      pointer: instancePath === '/' ? '' : instancePath,
      detail: message ?? 'is not valid',
    }));
    return new HttpProblem(400, `The request's ${location} is not as it should be.`, {
      errors,
      cause: error,
    });
  }
  if (
    isFastifyError(error) &&
    error.statusCode !== undefined &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  ) {
    return new HttpProblem(error.statusCode, error.message, { cause: error });
  }
  return new HttpProblem(
    500,
    'The service could not do this. The log has the reason, under this request id.',
    {
      cause: error,
    },
  );
}

function providerProblem(error: ProviderError): HttpProblem {
  switch (error.kind) {
    case 'unsupportedLanguage':
      return new HttpProblem(422, `${error.provider} does not cover these languages.`, { cause: error });
    case 'timedOut':
      return new HttpProblem(504, `${error.provider} did not answer in time.`, { cause: error });
    default:
      return new HttpProblem(502, `${error.provider} could not do this: ${error.kind}.`, { cause: error });
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error;
}

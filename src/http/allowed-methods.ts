import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problem.js';

const commonMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Answers 405, with what is allowed, for a documented path and another method; without it the answer would be that there
 * is nothing there. Call it before the first route, and the function it returns after the last.
 */
export function watchAllowedMethods(app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (schema?.hide === true) return;
    const methods = methodsOf.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one.toUpperCase());
    methodsOf.set(url, methods);
  });

  return () => {
    for (const [url, allowed] of methodsOf) {
      const allow = [...allowed].join(', ');
      app.route({
        method: commonMethods.filter((method) => !allowed.has(method)),
        url,
        schema: { hide: true },
        onRequest: [
          app.rateLimit(),
          (_request, _reply, done) => {
            done(new HttpProblem(405, `This address takes ${allow}.`, { headers: { allow } }));
          },
        ],
        handler: () => undefined,
      });
    }
  };
}

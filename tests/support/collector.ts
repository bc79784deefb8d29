import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const value = z.union([
  z.strictObject({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.strictObject({ intValue: z.number() }).transform(({ intValue }) => intValue),
]);
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((list) => Object.fromEntries(list.map((each) => [each.key, each.value])));
const nanoseconds = z
  .string()
  .regex(/^\d{19}$/)
  .transform((text) => Number(BigInt(text) / 1000n) / 1000);

/** ExportTraceServiceRequest in OTLP's JSON encoding (opentelemetry-proto, trace/v1), as far as it is used. */
const exportRequest = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          scope: z.object({ name: z.string() }),
          spans: z.array(
            z.object({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z
                .string()
                .regex(/^[0-9a-f]{16}$/)
                .optional(),
              name: z.string(),
              startTimeUnixNano: nanoseconds,
              endTimeUnixNano: nanoseconds,
              attributes,
              status: z.object({ code: z.int() }),
            }),
          ),
        }),
      ),
    }),
  ),
});

type Span = z.infer<typeof exportRequest>['resourceSpans'][0]['scopeSpans'][0]['spans'][0];

/** A collector on this machine that takes traces by OTLP over HTTP and JSON; `status` is what it answers. */
export async function collector() {
  const spans: Span[] = [];
  const requests: { url: string | undefined; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const resources: Record<string, string | number>[] = [];
  const state = { status: 200 };
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      requests.push({ url: request.url, headers: request.headers, body: JSON.stringify(body) });
      for (const { resource, scopeSpans } of exportRequest.parse(body).resourceSpans) {
        resources.push(resource.attributes);
        if (state.status === 200) spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
      response.writeHead(state.status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, spans, requests, resources, state };
}

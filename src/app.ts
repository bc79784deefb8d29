import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Calls } from './calls/calls.js';
import type { Config } from './config.js';
import { watchAllowedMethods } from './http/allowed-methods.js';
import { createGuards } from './http/authentication.js';
import { callRoutes } from './http/call-routes.js';
import { answerBrokenConnection, handleErrors, sendProblem } from './http/error-handling.js';
import { metricsRoutes } from './http/metrics-routes.js';
import { HttpProblem } from './http/problem.js';
import { identifyRequests, requestIdOf } from './http/request-identity.js';
import { serviceRoutes, type ProviderStatus } from './http/service-routes.js';
import { translationRoutes, type Translate } from './http/translation-routes.js';
import type { Metrics } from './observability/metrics.js';
import { mediaStreamRoute } from './telephony/media-stream-route.js';
import { voiceRoutes } from './telephony/voice-routes.js';

export interface AppDependencies {
  readonly config: Config;
  readonly calls: Calls;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly translate: Translate;
  readonly providersStatus: () => readonly ProviderStatus[];
  /** The service's version, as `GET /` shows it. */
  readonly version: string;
}

/** Requests a minute and address. Twilio's come from few addresses, many calls from each. */
const adminRequestsPerMinute = 300;
const twilioRequestsPerMinute = 6000;

const bodyLimitBytes = 64 * 1024;

/** A request that is not in by then is a slow client's, or an attack. */
const requestTimeoutMs = 10_000;

/**
 * The HTTP server with all its routes, not listening yet. Closing it closes the open media streams; the calls are
 * their owner's to end.
 */
export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { config, calls, metrics } = dependencies;
  const app = Fastify({
    loggerInstance: dependencies.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: 5000 },
    // What is left of the open connections is answered as always: calls were drained before.
    return503OnClosing: false,
    // Only proxies on this machine or in a private network are believed about whom they forward. That decides on
    // the address that rates are counted by, never on who may do something.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');

  identifyRequests(app, metrics);
  await app.register(helmet);
  await app.register(rateLimit, {
    global: false,
    max: adminRequestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { after }) =>
      new HttpProblem(429, `Too many requests from this address: try again in ${after}.`),
  });
  handleErrors(app);
  const answerOtherMethods = watchAllowedMethods(app);
  const guards = createGuards(app, { admin: config.admin.token, metrics: config.admin.metricsToken });
  await app.register(swagger, {
    transform: jsonSchemaTransform,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Dragoman',
        description: 'Interprets telephone calls while they happen.',
        version: dependencies.version,
      },
      components: {
        securitySchemes: {
          adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' },
          metricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN' },
        },
      },
    },
  });

  await app.register(serviceRoutes, dependencies);

  await app.register(async (scope) => {
    scope.addHook('onRequest', scope.rateLimit());
    scope.addHook('onRequest', guards.metrics);
    await scope.register(metricsRoutes, { metrics, calls });
  });

  await app.register(async (scope) => {
    scope.addHook('onRequest', scope.rateLimit());
    scope.addHook('onRequest', guards.admin);
    await scope.register(callRoutes, { calls });
    await scope.register(translationRoutes, { translate: dependencies.translate });
    await scope.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  });

  await app.register(async (scope) => {
    const { authToken } = config.twilio;
    const { publicUrl } = config.http;
    scope.addHook('onRequest', scope.rateLimit({ max: twilioRequestsPerMinute }));
    await scope.register(voiceRoutes, {
      calls,
      authToken,
      publicUrl,
      defaultLanguage: config.calls.agentLanguage,
    });
    await scope.register(mediaStreamRoute, { calls, metrics, authToken, publicUrl });
  });

  answerOtherMethods();
  return app;
}

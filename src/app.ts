import helmet from '@fastify/helmet';
import rateLimit, { type FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ReachableCalls } from './calls/calls.js';
import type { Config } from './config.js';
import { watchAllowedMethods } from './http/allowed-methods.js';
import { createGuards } from './http/authentication.js';
import { callRoutes } from './http/call-routes.js';
import { answerBrokenConnection, handleErrors, sendProblem } from './http/error-handling.js';
import { metricsRoutes } from './http/metrics-routes.js';
import { HttpProblem } from './http/problem.js';
import { inspectionRoutes } from './http/inspection-routes.js';
import { identifyRequests, requestIdOf } from './http/request-identity.js';
import { languageRoutes } from './http/language-routes.js';
import { serviceRoutes } from './http/service-routes.js';
import { translationRoutes, type Translate } from './http/translation-routes.js';
import { takeWebSockets } from './http/web-sockets.js';
import type { Inspection } from './observability/inspection.js';
import type { Metrics } from './observability/metrics.js';
import type { LanguageCoverage } from './providers/language-coverage.js';
import type { ProviderState } from './providers/provider-pool.js';
import type { CallHistory } from './records/call-history.js';
import { mediaStreamRoute, type PassStream } from './telephony/media-stream-route.js';
import { voiceRoutes } from './telephony/voice-routes.js';

export interface AppDependencies {
  readonly config: Config;
  readonly calls: ReachableCalls;
  readonly history: CallHistory;
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly translate: Translate;
  readonly providersStatus: () => readonly ProviderState[];
  readonly languageCoverage: () => readonly LanguageCoverage[];
  /** Lets other instances serve the streams of their calls; absent where there are none. */
  readonly passStream?: PassStream;
  /** Counts requests for all instances; absent where each counts for itself. */
  readonly rateLimitStore?: FastifyRateLimitStoreCtor;
  /** The service's version, as `GET /` shows it. */
  readonly version: string;
  /** Where the machines may be watched. */
  readonly inspection?: Inspection;
}

/** Requests a minute and address. Twilio's come from few addresses, many calls from each. */
const adminRequestsPerMinute = 300;
const twilioRequestsPerMinute = 6000;

const bodyLimitBytes = 64 * 1024;

/** A request that is not in by then is a slow client's, or an attack. */
const requestTimeoutMs = 10_000;

/** How often idle connections are closed while the server closes, ms. */
const idleSweepMs = 200;

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

  closeIdleConnections(app);
  identifyRequests(app, metrics);
  await app.register(helmet);
  await app.register(rateLimit, {
    global: false,
    max: adminRequestsPerMinute,
    timeWindow: 60_000,
    ...(dependencies.rateLimitStore !== undefined && { store: dependencies.rateLimitStore }),
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
    await scope.register(callRoutes, { calls, history: dependencies.history });
    await scope.register(languageRoutes, { ...dependencies, agentLanguage: config.calls.agentLanguage });
    await scope.register(translationRoutes, { translate: dependencies.translate });
    await scope.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  });

  await app.register(async (sockets) => {
    await takeWebSockets(sockets);
    await sockets.register(async (scope) => {
      const { authToken } = config.twilio;
      const { publicUrl } = config.http;
      scope.addHook('onRequest', scope.rateLimit({ max: twilioRequestsPerMinute }));
      await scope.register(voiceRoutes, {
        calls,
        metrics,
        callsPerCallerPerMinute: config.callers.callsPerMinute,
        authToken,
        publicUrl,
        defaultLanguage: config.calls.agentLanguage,
      });
      await scope.register(mediaStreamRoute, {
        calls,
        metrics,
        authToken,
        publicUrl,
        passStream: dependencies.passStream,
      });
    });
    const { inspection } = dependencies;
    if (inspection === undefined) return;
    await sockets.register(async (scope) => {
      scope.addHook('onRequest', scope.rateLimit());
      if (config.inspection.from === 'loopback') scope.addHook('onRequest', guards.thisMachine);
      await scope.register(inspectionRoutes, { inspection, guard: guards.socket });
    });
  });

  answerOtherMethods();
  return app;
}

/** A proxy keeps its connections: one that is being answered when the server closes is idle only afterwards. */
function closeIdleConnections(app: FastifyInstance): void {
  app.addHook('preClose', (done) => {
    const sweep = setInterval(() => app.server.closeIdleConnections(), idleSweepMs);
    app.server.once('close', () => clearInterval(sweep));
    done();
  });
}

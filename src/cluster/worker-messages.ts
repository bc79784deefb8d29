import { z } from 'zod';

const id = z.int();
const callSid = z.string();

/** What a worker says to the primary process; with `stream` comes the socket. */
export const workerMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reserve'), id, callSid }),
  z.object({ type: z.literal('release'), callSid }),
  z.object({ type: z.literal('owner'), id, callSid }),
  z.object({ type: z.literal('publish'), id, message: z.string() }),
  z.object({ type: z.literal('stream'), owner: z.string(), request: z.string() }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;

/** What the primary process says to a worker; with `stream` comes the socket, `request` is in base64. */
export const primaryMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), id, value: z.union([z.string(), z.number(), z.null()]) }),
  z.object({ type: z.literal('message'), message: z.string() }),
  z.object({ type: z.literal('stream'), request: z.string() }),
  z.object({ type: z.literal('shutDown') }),
]);
export type PrimaryMessage = z.infer<typeof primaryMessageSchema>;

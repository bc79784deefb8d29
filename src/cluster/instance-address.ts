import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

const wildcards = ['0.0.0.0', '::'];

/**
 * Where other instances reach a server that listens, as `host:port`: the host it listens on, or, where that is any, this
 * machine's first address that is not its own loopback.
 */
export function instanceAddress({ address, port }: AddressInfo): string {
  const host = wildcards.includes(address) ? (outerAddress() ?? '127.0.0.1') : address;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function outerAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}

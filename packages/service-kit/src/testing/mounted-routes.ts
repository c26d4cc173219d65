import type { createHttpApp } from '../http/index.ts';

/** The part of Express' layers that tells what is mounted. */
interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** `GET /v1/jobs/{id}` for every route that an app really answers, in the words of the tables. */
export function mountedRoutes(app: ReturnType<typeof createHttpApp>): string[] {
  const layers = app.router.stack as unknown as readonly Layer[];
  return layers.flatMap(({ route }) =>
    Object.keys(route?.methods ?? {})
      // The layer that answers other methods with 405.
      .filter((method) => method !== '_all')
      .map((method) => `${method.toUpperCase()} ${route?.path.replace(/:(\w+)/g, '{$1}')}`),
  );
}

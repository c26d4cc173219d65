import type { Block, HclModule } from './read-hcl.ts';

/** Everybody in the world, by the names that IAM has for it. */
const EVERYBODY = ['allUsers', 'allAuthenticatedUsers'];
/** Roles that hold more than any service of ours uses. */
const TOO_MUCH = /"roles\/(owner|editor|viewer|[a-z]+\.(admin|superAdmin)|iam\.serviceAccount(TokenCreator|KeyAdmin))"/;

const isApi = ({ file, kind, labels }: Block): boolean =>
  file === 'stack/main.tf' && kind === 'module' && labels[0] === 'api';

/** The only public thing is the API, which its balancer alone reaches; and nobody has a role that is wider than needed. */
export function checkRights(modules: readonly HclModule[]): string[] {
  return modules
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => {
      const text = JSON.stringify(block.body);
      const where = `${block.file}: ${block.kind} ${block.labels.join('.')}`;
      const isPublic = EVERYBODY.some((name) => text.includes(name));
      const isClosed =
        block.body.ingress === 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER' && block.body.default_uri_disabled === true;
      return [
        ...(isPublic && !(isApi(block) && isClosed) ? [`${where} is open to everybody`] : []),
        ...(TOO_MUCH.test(text) ? [`${where} grants ${TOO_MUCH.exec(text)?.[1]}`] : []),
      ];
    });
}

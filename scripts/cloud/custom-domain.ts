import { type CloudTarget, domainOf, inProject } from './cloud-target.ts';
import type { Gcloud } from './gcloud.ts';

export interface CustomDomainContext {
  readonly gcloud: Gcloud;
  readonly target: CloudTarget;
  readonly say: (line: string) => void;
}

/**
 * A certificate for one more host name, ahead of its move: it takes a while to become active. It is made under the names
 * that the infrastructure gives it, which then takes it over.
 */
export async function addCustomDomain({ gcloud, target, say }: CustomDomainContext): Promise<void> {
  const domain = domainOf(target);
  const name = `sets-${domain.replaceAll('.', '-')}`;
  await gcloud.change([
    'certificate-manager',
    'certificates',
    'create',
    name,
    `--domains=${domain}`,
    ...inProject(target),
  ]);
  await gcloud.change([
    ...['certificate-manager', 'maps', 'entries', 'create', name, '--map=sets-api'],
    ...[`--hostname=${domain}`, `--certificates=${name}`, ...inProject(target)],
  ]);
  const place = `projects/${target.project}/locations/global`;
  const address = 'module.sets.module.balancer.google_certificate_manager_certificate';
  say(
    `The certificate is made ahead of the move. To serve ${domain}: add it to the stack’s domains, then in its folder`,
  );
  say(`  tofu import '${address}.this["${domain}"]' ${place}/certificates/${name}`);
  say(
    `  tofu import '${address}_map_entry.this["${domain}"]' ${place}/certificateMaps/sets-api/certificateMapEntries/${name}`,
  );
  say('  tofu apply');
  say('and make deploy, so that the API takes the host; last, point its DNS at the balancer’s address');
}

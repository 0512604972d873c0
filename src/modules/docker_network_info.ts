import { infoModule } from './containers/info-module.ts';
import { inspectNetwork } from './containers/networks.ts';

export const docker_network_info = infoModule('network', inspectNetwork);

import { findContainer } from './containers/container/daemon-steps.ts';
import { infoModule } from './containers/info-module.ts';

export const docker_container_info = infoModule('container', findContainer);

import type { Collector } from './collector.ts';

/** Names by which the host is known on storage networks. */
export const iscsi: Collector = {
  name: 'iscsi',
  files: ['/etc/iscsi/initiatorname.iscsi'],
  collect(seen) {
    const line = seen
      .lines('/etc/iscsi/initiatorname.iscsi')
      .find((candidate) => candidate.startsWith('InitiatorName='));
    return { iscsi_iqn: line?.slice('InitiatorName='.length) ?? '' };
  },
};

export const nvme: Collector = {
  name: 'nvme',
  files: ['/etc/nvme/hostnqn'],
  collect: (seen) => ({
    hostnqn: seen.lines('/etc/nvme/hostnqn').find((line) => line.startsWith('nqn.')) ?? '',
  }),
};

export const fibreChannel: Collector = {
  name: 'fibre_channel_wwn',
  files: ['/sys/class/fc_host/*/port_name'],
  collect: (seen) => ({
    fibre_channel_wwn: [...seen.filesMatching(/^\/sys\/class\/fc_host\/[^/]+\/port_name$/)].map(
      ([, text]) => text.slice(2),
    ),
  }),
};

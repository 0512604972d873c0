/** What skeletons of the user's own may name, as Ansible gives it to them. */
export function skeletonVariables(
  type: 'role' | 'collection',
  name: string,
  roleType: string | null,
): Record<string, unknown> {
  const shared = {
    description: `your ${type} description`,
    ansible_plugin_list_dir: 'https://docs.ansible.com/ansible-core/2.14/plugins/plugins.html',
  };
  if (type === 'role') {
    return {
      ...shared,
      author: 'your name',
      company: 'your company (optional)',
      license: 'license (GPL-2.0-or-later, MIT, etc)',
      role_name: name,
      role_type: roleType ?? 'default',
      issue_tracker_url: 'http://example.com/issue/tracker',
      repository_url: 'http://example.com/repository',
      documentation_url: 'http://docs.example.com',
      homepage_url: 'http://example.com',
      min_ansible_version: '2.1',
      dependencies: [],
    };
  }
  const [namespace = '', collection = ''] = name.split('.');
  return {
    ...shared,
    namespace,
    collection_name: collection,
    version: '1.0.0',
    readme: 'README.md',
    authors: ['your name <example@domain.com>'],
    license: ['GPL-2.0-or-later'],
    repository: 'http://example.com/repository',
    documentation: 'http://docs.example.com',
    homepage: 'http://example.com',
    issues: 'http://example.com/issue/tracker',
    build_ignore: [],
  };
}

/** Paths with their text; without text it is a folder. */
export type SkeletonFiles = [path: string, content: string | undefined][];

/** troupe's own skeleton of a role. */
export function roleFilesOf(name: string): SkeletonFiles {
  const entry = (part: string) => `---\n# ${part} of ${name}\n`;
  return [
    [
      'README.md',
      `# ${name}\n\nWhat the role does.\n\n## Variables\n\nSee \`defaults/main.yml\`.\n\n## Use\n\n` +
        `\`\`\`yaml\n- hosts: servers\n  roles:\n    - role: ${name}\n\`\`\`\n`,
    ],
    ['defaults/main.yml', entry('Defaults of the variables')],
    ['files', undefined],
    ['handlers/main.yml', entry('Handlers')],
    [
      'meta/main.yml',
      '---\ngalaxy_info:\n  author: your name\n  description: your role description\n' +
        '  license: MIT\n  min_ansible_version: "2.14"\n  galaxy_tags: []\n\ndependencies: []\n',
    ],
    ['tasks/main.yml', entry('Tasks')],
    ['templates', undefined],
    ['tests/inventory', 'localhost\n'],
    ['tests/test.yml', `---\n- hosts: localhost\n  remote_user: root\n  roles:\n    - ${name}\n`],
    ['vars/main.yml', entry('Variables')],
  ];
}

/** troupe's own skeleton of a collection. */
export function collectionFiles(namespace: string, name: string): SkeletonFiles {
  return [
    [
      'README.md',
      `# ${namespace}.${name}\n\nWhat the collection is for.\n\n## Use\n\n` +
        `\`\`\`shell\nansible-galaxy collection install ${namespace}.${name}\n\`\`\`\n`,
    ],
    ['docs', undefined],
    [
      'galaxy.yml',
      '---\n# Who the collection is\n' +
        `namespace: ${namespace}\nname: ${name}\nversion: 1.0.0\nreadme: README.md\n` +
        'authors:\n  - your name <example@domain.com>\n\n' +
        '# What others find it by\ndescription: your collection description\nlicense:\n  - MIT\n' +
        "license_file: ''\ntags: []\n\n" +
        '# Collections that it needs, with the versions that do\ndependencies: {}\n\n' +
        'repository: http://example.com/repository\ndocumentation: http://docs.example.com\n' +
        'homepage: http://example.com\nissues: http://example.com/issue/tracker\n\n' +
        '# Patterns of files that stay out of the archive\nbuild_ignore: []\n',
    ],
    ['meta/runtime.yml', "---\nrequires_ansible: '>=2.14.0'\n"],
    [
      'plugins/README.md',
      '# Plugins\n\nOne folder a kind: `action`, `callback`, `filter`, `inventory`, `lookup`, `modules`, `module_utils`, …\n',
    ],
    ['roles', undefined],
  ];
}

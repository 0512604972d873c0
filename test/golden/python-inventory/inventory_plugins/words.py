from ansible.plugins.inventory import BaseInventoryPlugin

DOCUMENTATION = """
name: words
short_description: A host a word
description: A host a word.
options: {}
"""


class InventoryModule(BaseInventoryPlugin):
    NAME = 'words'

    def verify_file(self, path):
        return path.endswith('.words')

    def parse(self, inventory, loader, path, cache=True):
        super(InventoryModule, self).parse(inventory, loader, path, cache)
        with open(path) as file:
            for number, word in enumerate(file.read().split()):
                inventory.add_host(word)
                inventory.set_variable(word, 'number', number)

from ansible.constants import add_internal_fqcns

__all__ = ['add_internal_fqcns']

from ansible.template.undefined import StrictUndefined, Undefined

__all__ = ['StrictUndefined', 'Undefined']

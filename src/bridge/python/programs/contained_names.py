"""Names the filters or tests that a Python file holds."""


def contained_names(request):
    return sorted(offers(request['kind'], request['path']))


answering['contained_names'] = contained_names

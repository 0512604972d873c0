def shout(text, mark='!'):
    return text.upper() + mark


class FilterModule(object):
    def filters(self):
        return {'shout': shout, 'whisper': lambda text: text.lower()}

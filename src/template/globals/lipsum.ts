import { asInt } from '../../values/int.ts';
import { Markup } from '../../values/markup.ts';
import { boundMethod } from '../../values/method.ts';
import { truthy } from '../../values/truth.ts';
import type { Value } from '../../values/types.ts';

const WORDS =
  'a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum blandit commodo condimentum congue consectetuer consequat conubia convallis cras cubilia cum curabitur curae cursus dapibus diam dictum dictumst dignissim dis dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat fringilla fusce gravida habitant hendrerit hymenaeos iaculis id imperdiet in inceptos integer interdum ipsum justo lacinia lacus laoreet lectus leo libero ligula litora lobortis lorem luctus maecenas magna malesuada massa mattis mauris metus mi molestie mollis montes morbi mus nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nostra nulla nunc odio orci ornare parturient pede pellentesque penatibus per pharetra phasellus placerat platea porta porttitor posuere potenti praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis sapien scelerisque sed sem semper senectus sit sociis sociosqu sodales sollicitudin suscipit suspendisse taciti tellus tempor tempus tincidunt torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum vitae vivamus viverra volutpat vulputate'.split(
    ' ',
  );

const random = (below: number) => Math.floor(Math.random() * below);
const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function paragraph(min: number, max: number): string {
  const count = min + random(Math.max(1, max - min));
  const words: string[] = [];
  let comma = 0;
  let stop = 0;
  let capital = true;
  for (let i = 0; i < count; i++) {
    let word = WORDS[random(WORDS.length)] as string;
    if (capital) word = capitalized(word);
    capital = false;
    if (i - (3 + random(5)) > comma) {
      comma = i;
      stop += 2;
      word += ',';
    }
    if (i - (10 + random(10)) > stop) {
      comma = i;
      stop = i;
      word += '.';
      capital = true;
    }
    words.push(word);
  }
  return `${words.join(' ').replace(/[,.]$/, '')}.`;
}

const int = (value: Value | undefined) => Number(asInt(value) ?? 0);

/** `lipsum(n, html, min, max)`: filler text. */
export const lipsum = boundMethod(
  'generate_lorem_ipsum',
  [
    ['n', 5],
    ['html', true],
    ['min', 20],
    ['max', 100],
  ],
  ([n, html, min, max]) => {
    const paragraphs = Array.from({ length: int(n) }, () => paragraph(int(min), int(max)));
    if (!truthy(html as Value)) return paragraphs.join('\n\n');
    return new Markup(paragraphs.map((text) => `<p>${text}</p>`).join('\n'));
  },
);

package redoubt.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** A query has at most 200 parameters and reads back from what it was read to. */
final class QueryStringFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      Map<String, List<String>> query = QueryString.parse(text(input));
      assertThat(query.values().stream().mapToInt(List::size).sum()).isLessThanOrEqualTo(200);
      String written =
          query.entrySet().stream()
              .flatMap(entry ->
                  entry.getValue().stream()
                      .map(value -> encoded(entry.getKey()) + "=" + encoded(value)))
              .collect(Collectors.joining("&"));
      assertThat(QueryString.parse(written)).isEqualTo(query);
      String path = QueryString.decodePath(text(input));
      assertThat(QueryString.decodePath(encoded(path).replace("+", "%20"))).isEqualTo(path);
    } catch (Failure refused) {
      expect(refused, "web.bad-query");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package redoubt.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import redoubt.registry.proof.ProvingGround;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.web.Json;

/** Faults in what API servers are answered; what they do not touch is answered honestly. */
final class WrongReviews {
  private WrongReviews() {}

  private static WrongAnswers says(BiFunction<Call, Answer, Answer> otherwise) {
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        Answer honest = real.call(who, call);
        return isQuestion(call) ? otherwise.apply(call, honest) : honest;
      }
    };
  }

  private static boolean isQuestion(Call call) {
    return call.path().startsWith("/admit/") && !namespace(call).startsWith("mark-");
  }

  private static JsonNode request(Call call) {
    return Json.parse(call.body()).path("request");
  }

  private static String namespace(Call call) {
    return request(call).path("namespace").asText();
  }

  private static Answer answered(Call call, boolean allowed) {
    return new Answer(
        200,
        Map.of(),
        Json.bytes(
            Map.of(
                "response",
                Map.of("uid", request(call).path("uid").asText(), "allowed", allowed))));
  }

  private static boolean isYes(Answer answer) {
    return answer.status() == 200 && Json.parse(answer.body()).at("/response/allowed").asBoolean();
  }

  /** Admits whatever is asked in such a way. */
  static WrongAnswers admits(Predicate<JsonNode> request) {
    return says((call, honest) ->
        request.test(request(call)) && !isYes(honest) && honest.status() == 200
            ? answered(call, true)
            : honest);
  }

  static WrongAnswers refuses(Predicate<JsonNode> request) {
    return says((call, honest) -> request.test(request(call)) ? answered(call, false) : honest);
  }

  /** One of the two webhooks has nothing against anything. */
  static WrongAnswers sleeping(String webhook) {
    return says(
        (call, honest) -> call.path().endsWith("/" + webhook) ? answered(call, true) : honest);
  }

  /** What cannot be answered is admitted. */
  static WrongAnswers opensOnErrors() {
    return says((call, honest) -> honest.status() == 200 ? honest : answered(call, true));
  }

  /** Digests are not written, and nobody minds. */
  static WrongAnswers writesNoDigests() {
    return says((call, honest) ->
        call.path().endsWith("/mutate") && isYes(honest)
            ? answered(call, true)
            : call.path().endsWith("/validate") ? answered(call, true) : honest);
  }

  /** What was admitted once is admitted from then on. */
  static WrongAnswers remembersNames() {
    return remembers(image -> image);
  }

  /** Where one image of a repository was admitted, all are. */
  static WrongAnswers remembersRepositories() {
    return remembers(image -> image.replaceFirst("@.*", "").replaceFirst(":[^/:]*$", ""));
  }

  private static WrongAnswers remembers(java.util.function.UnaryOperator<String> of) {
    Set<String> admitted = new HashSet<>();
    return says((call, honest) -> {
      String image = of.apply(request(call).at("/object/spec/containers/0/image").asText());
      if (isYes(honest)) {
        admitted.add(image);
        return honest;
      }
      return admitted.contains(image) ? answered(call, true) : honest;
    });
  }

  /** The server does not see a part of objects. */
  static WrongAnswers doesNotSee(Consumer<ObjectNode> part) {
    return new WrongAnswers() {
      @Override
      public Answer call(ProvingGround.Visit real, Credential who, Call call) {
        if (!isQuestion(call)) {
          return real.call(who, call);
        }
        ObjectNode review = (ObjectNode) Json.parse(call.body());
        for (String field : new String[] {"/request/object", "/request/oldObject"}) {
          if (review.at(field) instanceof ObjectNode object) {
            part.accept(object);
          }
        }
        return real.call(
            who, new Call(call.method(), call.path(), call.headers(), Json.bytes(review)));
      }
    };
  }
}

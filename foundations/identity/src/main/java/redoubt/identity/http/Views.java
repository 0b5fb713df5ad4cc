package redoubt.identity.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redoubt.identity.ApiKey;
import redoubt.identity.Instance;
import redoubt.identity.Page;
import redoubt.identity.PageRequest;
import redoubt.identity.User;
import redoubt.identity.UserGrant;
import redoubt.web.Request;

/** How the room's things look in JSON; absent values are left out. */
final class Views {
  private Views() {}

  static Map<String, Object> of(User user) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", user.id());
    view.put("name", user.name());
    view.put("administrator", user.administrator());
    view.put("service", user.service());
    view.put("createdAt", user.createdAt().toString());
    return view;
  }

  static Map<String, Object> of(Instance instance) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", instance.id());
    view.put("name", instance.name());
    view.put("createdAt", instance.createdAt().toString());
    view.put("createdBy", instance.createdBy());
    return view;
  }

  static Map<String, Object> of(ApiKey apiKey) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", apiKey.id());
    view.put("name", apiKey.name());
    view.put("user", apiKey.user());
    view.put("createdAt", apiKey.createdAt().toString());
    view.put("createdBy", apiKey.createdBy());
    put(view, "expiresAt", apiKey.expiresAt());
    put(view, "lastUsedAt", apiKey.lastUsedAt());
    return view;
  }

  static Map<String, Object> of(UserGrant grant) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", grant.id());
    view.put("user", grant.user());
    view.put("userName", grant.userName());
    view.put("role", grant.role().name());
    view.put("instance", grant.instance());
    put(view, grant);
    view.put("createdAt", grant.createdAt().toString());
    view.put("createdBy", grant.createdBy());
    return view;
  }

  static <T> Map<String, Object> page(Page<T> page, Function<T, Map<String, Object>> view) {
    return pageOf(page, items -> items.stream().map(view).toList());
  }

  /** The same for views that are made together. */
  static <T> Map<String, Object> pageOf(
      Page<T> page, Function<List<T>, List<Map<String, Object>>> views) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("items", views.apply(page.items()));
    put(list, "next", page.next());
    return list;
  }

  /** Which page the query asks for: {@code limit}, and {@code after} as it came in {@code next}. */
  static PageRequest page(Request request) {
    return PageRequest.parse(request.query("limit"), request.query("after"));
  }

  /** In which part of the instance, if not in the whole: as ring, namespace or repository. */
  static void put(Map<String, Object> view, UserGrant grant) {
    grant.part().ifPresent(part -> view.put(part.kind().word(), part.name()));
  }

  private static void put(Map<String, Object> view, String name, Optional<?> value) {
    value.ifPresent(present -> view.put(name, present.toString()));
  }
}

// The id out of an answer, by rapidjson.
#ifndef BENCH_ID_HPP
#define BENCH_ID_HPP

#include <rapidjson/document.h>

#include <string>

inline std::string id_of(const std::string &answer) {
  rapidjson::Document document;
  document.Parse(answer.data(), answer.size());
  if (!document.IsObject() || !document.HasMember("id") || !document["id"].IsString()) return {};
  return {document["id"].GetString(), document["id"].GetStringLength()};
}

#endif

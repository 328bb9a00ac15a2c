// SPDX-License-Identifier: MIT
#include "tests/support/cluster/nginx_config.h"

namespace baithak::test {
namespace {

std::string upstream(const std::string& name, const std::vector<std::string>& servers) {
    std::string text = "  upstream " + name + " {\n";
    for (const auto& server : servers) text += "    server " + server + " max_fails=1 fail_timeout=2s;\n";
    return text + "  }\n";
}

std::string location(const std::string& paths, const std::string& to) {
    return "    location ~ ^(/v1\\.0)?/(" + paths + ")(/|$) { proxy_pass http://" + to + "; }\n";
}

}  // namespace

std::string nginxConfig(const NginxPlan& plan) {
    // One process: whoever kills it leaves no worker behind.
    return "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr warn;\nworker_processes 1;\nevents { "
           "worker_connections "
           "1024; }\n"
           "http {\n  access_log off;\n  client_body_temp_path body;\n  proxy_temp_path proxy;\n"
           "  fastcgi_temp_path fastcgi;\n  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n"
           "  map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n" +
           upstream("gateway", plan.gateways) + upstream("profile", {plan.profile}) + upstream("group", {plan.group}) +
           upstream("delivery", plan.delivery) + "  server {\n    listen 127.0.0.1:" + std::to_string(plan.port) +
           ";\n    proxy_http_version 1.1;\n    proxy_set_header Upgrade $http_upgrade;\n"
           "    proxy_set_header Connection $connection_upgrade;\n    proxy_set_header Host $http_host;\n"
           "    proxy_connect_timeout 2s;\n    proxy_read_timeout 120s;\n    proxy_buffering off;\n" +
           location("wss|messages", "gateway") +
           location("login|auth|register|profile|contactbook|devices|users|logout", "profile") +
           location("groups|group", "group") + location("conversations", "delivery") + "  }\n}\n";
}

}  // namespace baithak::test

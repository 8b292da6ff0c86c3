import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { testCampaign, testSeeds } from "./campaign-test";

useEnvironment();
useDatabase();
testCampaign(1);
testSeeds([57, 111, 277, 345]);
